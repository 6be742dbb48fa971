import type { Tracer } from './tracer';

/**
 * The same object, with a span around each call of the methods named: `erp` and `findBooked` become `erp.find_booked`.
 * Everything else is passed through as it is.
 */
export function traced<T extends object>(
  target: T,
  system: string,
  methods: readonly (keyof T & string)[],
  tracer: Tracer,
): T {
  return new Proxy(target, {
    get(_, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      const call = (args: readonly unknown[]): unknown => Reflect.apply(member, target, args);
      if (!methods.some((method) => method === name)) return (...args: unknown[]) => call(args);
      const span = `${system}.${snakeCase(String(name))}`;
      return (...args: unknown[]) => tracer.inCall(span, async () => Promise.resolve(call(args)));
    },
  });
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
