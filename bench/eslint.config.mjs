import { defineConfig } from 'eslint/config';
import house from '../eslint.config.mjs';

/** The rules of the house; `npm run lint` here, where the rivals are installed. */
export default defineConfig(
  { ignores: ['dist/', 'results/'] },
  house.filter(({ ignores, files }) => files !== undefined || ignores === undefined),
  {
    files: ['src/**/*.ts'],
    // A benchmark looks into its databases.
    rules: { '@typescript-eslint/no-restricted-imports': 'off' },
  },
);
