import { z } from 'zod';

/** Of a composed configuration what the rules look at; in the short form as written, or the long one as Compose resolves it. */
const serviceSchema = z.looseObject({
  image: z.string().optional(),
  build: z.unknown().optional(),
  restart: z.string().optional(),
  privileged: z.boolean().optional(),
  read_only: z.boolean().optional(),
  security_opt: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).default({}),
  healthcheck: z.unknown().optional(),
  ports: z.array(z.union([z.string(), z.looseObject({ host_ip: z.string().optional() })])).default([]),
  deploy: z
    .looseObject({
      resources: z
        .looseObject({
          limits: z.looseObject({ cpus: z.coerce.string(), memory: z.coerce.string() }).optional(),
        })
        .optional(),
    })
    .optional(),
});

export const composedSchema = z.looseObject({
  services: z.record(z.string(), serviceSchema),
  secrets: z.record(z.string(), z.looseObject({ file: z.string().optional() })).default({}),
});

export type Composed = z.output<typeof composedSchema>;
type Service = z.output<typeof serviceSchema>;

/** What this house asks of a deployment. @returns one line for each service that breaks a rule */
export function brokenRules({ services, secrets }: Composed): readonly string[] {
  return [
    ...Object.entries(services).flatMap(([name, service]) =>
      complaints(service).map((complaint) => `${name}: ${complaint}`),
    ),
    ...Object.entries(secrets).flatMap(([name, { file }]) =>
      file === undefined ? [`secret ${name}: does not come from a file`] : [],
    ),
  ];
}

function complaints(service: Service): readonly string[] {
  const { image = '', build, restart, security_opt: options, healthcheck, deploy, ports } = service;
  const limits = deploy?.resources?.limits;
  const endsByItself = restart?.startsWith('on-failure') === true;
  const told = Object.entries(service.environment).filter(([name, value]) => isSecret(name, value));
  const rules: readonly (readonly [boolean, string])[] = [
    [isPinned(image), `its image "${image}" is not pinned to a full version`],
    [restart !== undefined && restart !== 'no', 'has no restart policy'],
    // An image of ours has the check in its Dockerfile.
    [healthcheck !== undefined || build !== undefined || endsByItself, 'has no health check'],
    [limits !== undefined, 'has no limits of processor and memory'],
    [options.includes('no-new-privileges:true'), 'may gain privileges'],
    [service.privileged !== true, 'is privileged'],
    [build === undefined || service.read_only === true, 'may write to its root'],
    [ports.every(isOnLoopback), 'publishes a port to the network'],
    [told.length === 0, `holds secrets in variables: ${told.map(([name]) => name).join(', ')}`],
  ];
  return rules.flatMap(([holds, complaint]) => (holds ? [] : [complaint]));
}

/** `postgres:17.7-bookworm`, not `postgres:17` or `latest`. */
function isPinned(image: string): boolean {
  return /:v?\d+\.\d+(\.\d+)?(-[a-z0-9.]+)?$/.test(image);
}

function isOnLoopback(port: Service['ports'][number]): boolean {
  return typeof port === 'string' ? port.startsWith('127.0.0.1:') : port.host_ip === '127.0.0.1';
}

/** A variable that names a file is the way it should be, and so is an address without a password in it. */
function isSecret(name: string, value: string | number | null): boolean {
  const text = String(value ?? '');
  const isNamedSo = /(PASSWORD|PWD|TOKEN|SECRET|_KEY)$/.test(name) && text !== '';
  return isNamedSo || /:\/\/[^/\s:@]*:[^/\s@]+@/.test(text);
}
