import { z } from 'zod';
import { openApiDocument } from './openapi';
import { postingSchema } from './posting-schema';
import { ANSWER_SCHEMAS, jsonSchemas, type Json } from './schemas';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** The generated files of the protocol, by their path in the repository. `npm run erp:http:docs` writes them. */
export function publishedFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/erp/http/openapi.json', text(openApiDocument())],
    [
      'docs/erp/http/posting.schema.json',
      text({ title: 'What traede-erp-sync posts', ...z.toJSONSchema(postingSchema, { io: 'input' }) }),
    ],
    [
      'docs/erp/http/answers.schema.json',
      text({
        $schema: DIALECT,
        title: 'What endpoints answer to traede-erp-sync',
        $defs: jsonSchemas(ANSWER_SCHEMAS, '#/$defs/'),
      }),
    ],
  ]);
}

function text(json: Json): string {
  return `${JSON.stringify(json, null, 2)}\n`;
}
