import { ErpNotReadyError } from '../adapter';

/** A part of an adapter that its author has not written yet: nothing can be posted until then. */
export class NotWrittenError extends ErpNotReadyError {
  /** The method: `post`. */
  readonly part: string;

  constructor(part: string, whatToDo: string) {
    super(`${part}: not written yet: ${whatToDo}`);
    this.part = part;
  }
}

/** Stands in a skeleton where code is to come. @throws {NotWrittenError} always */
export function notWritten(part: string, whatToDo: string): never {
  throw new NotWrittenError(part, whatToDo);
}
