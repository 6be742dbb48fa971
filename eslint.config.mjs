import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Where each room may not look. The way of a document is one-way: traede → accounting → erp → delivery. */
const forbid = (...patterns) => ({
  'no-restricted-imports': ['error', { patterns: patterns.map(([group, message]) => ({ group, message })) }],
});

const onlyConfigReadsTheEnvironment = {
  'no-restricted-properties': [
    'error',
    { object: 'process', property: 'env', message: 'Only src/config/environment.ts reads the environment.' },
  ],
};

const onlyTypes = (group, message) => ({ group, message, allowTypeImports: true });

export default defineConfig(
  // The benchmark has rules of its own, as its rivals need not be installed: bench/eslint.config.mjs.
  { ignores: ['dist/', 'data/', 'coverage/', 'node_modules/', 'bench/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/no-floating-promises': 'error',
      'max-lines': ['error', { max: 320, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['src/**/*.ts', 'activities/**/*.ts', 'workflows/**/*.ts'],
    ignores: ['src/config/environment.ts'],
    rules: onlyConfigReadsTheEnvironment,
  },
  {
    files: ['workflows/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            onlyTypes(
              ['**/activities/**', '**/activities'],
              'Workflows know activities by their types only.',
            ),
            {
              group: ['node:*', 'fs', 'path', 'crypto', 'zod', 'pg', 'axios', 'pino'],
              message: 'Workflow code is deterministic: no Node built-ins, no I/O.',
            },
            onlyTypes(
              [
                '**/src/traede/**',
                '**/src/erp/**',
                '**/src/delivery/**',
                '**/src/cli/**',
                '**/src/temporal/**',
                '**/src/config*',
              ],
              'Workflows import pure files only.',
            ),
          ],
        },
      ],
    },
  },
  {
    files: ['src/traede/**/*.ts'],
    rules: forbid([
      ['**/erp/**', '**/delivery/**', '**/accounting/**', '**/temporal/**', '**/cli/**'],
      'traede/ knows nothing of what comes after it.',
    ]),
  },
  {
    files: ['src/accounting/**/*.ts'],
    rules: forbid([
      ['**/erp/**', '**/delivery/**', '**/temporal/**', '**/cli/**', 'pg', 'axios', 'node:*'],
      'accounting/ is pure and knows traede/ only.',
    ]),
  },
  {
    files: ['src/erp/**/*.ts'],
    rules: forbid([
      ['**/traede/**', '**/delivery/**', '**/temporal/**', '**/cli/**'],
      'erp/ knows postings, never TRAEDE.',
    ]),
  },
  {
    files: ['src/**/*.ts', 'activities/**/*.ts'],
    ignores: ['src/delivery/**', 'src/erp/ledger/**', 'src/embedded/**', 'src/postgres/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'pg',
              message: 'Only delivery/ speaks SQL (and the ledger, an ERP of its own).',
              allowTypeImports: true,
            },
          ],
        },
      ],
    },
  },
  {
    files: ['examples/adapter-skeleton/*.ts'],
    rules: { '@typescript-eslint/require-await': 'off', 'require-yield': 'off' },
  },
  { files: ['test/**/*.ts'], rules: { 'max-lines-per-function': 'off' } },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        require: 'readonly',
        module: 'readonly',
        __dirname: 'readonly',
        URL: 'readonly',
      },
    },
  },
);
