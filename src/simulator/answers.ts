/** An HTTP answer before it is sent. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The only code that TRAEDE's documentation shows. */
const VALIDATION_CODE = 10_000;

export function jsonAnswer(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

export function emptyAnswer(status: 200 | 204 | 503): Answer {
  return { status, headers: {}, body: '' };
}

export function htmlAnswer(status: number, title: string): Answer {
  return {
    status,
    headers: { 'content-type': 'text/html' },
    body: `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
  };
}

/** The body that TRAEDE documents for what it refuses. */
export function validationAnswer(details: readonly string[]): Answer {
  const errors = details.map((detail) => ({ status: 422, code: VALIDATION_CODE, detail }));
  return jsonAnswer(422, { errors });
}

export function messageAnswer(status: number, message: string, headers?: Record<string, string>): Answer {
  return jsonAnswer(status, { message }, headers);
}
