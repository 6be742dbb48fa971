import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Deployment } from 'kubernetes-models/apps/v1';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, ServiceAccount } from 'kubernetes-models/v1';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

export const MANIFEST = join(__dirname, '..', '..', 'deploy', 'kubernetes', 'worker.yaml');

interface Model {
  /** @throws for wrong types and missing fields */
  validate(): void;
}

/** What the manifest may hold, each with what Kubernetes' own API description says of it. */
const MODELS: Readonly<Record<string, new () => Model>> = {
  'v1 ServiceAccount': ServiceAccount,
  'v1 ConfigMap': ConfigMap,
  'apps/v1 Deployment': Deployment,
  'policy/v1 PodDisruptionBudget': PodDisruptionBudget,
  'networking.k8s.io/v1 NetworkPolicy': NetworkPolicy,
};

const objectSchema = z.looseObject({ apiVersion: z.string(), kind: z.string() });
export type ManifestObject = z.output<typeof objectSchema>;

export function readManifest(text: string = readFileSync(MANIFEST, 'utf8')): readonly ManifestObject[] {
  return parseAllDocuments(text).map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return objectSchema.parse(document.toJS());
  });
}

/** What Kubernetes would refuse, or pass over: wrong types, missing fields, and fields that it does not know. */
export function invalidities(object: ManifestObject): readonly string[] {
  const name = `${object.apiVersion} ${object.kind}`;
  const model = MODELS[name];
  if (model === undefined) return [`${name}: no such kind is expected here`];
  const seen = new Set<string>();
  // Not by its constructor, which would copy everything, and thereby read it.
  const filled = Object.assign(new model(), object);
  try {
    watch(filled, seen).validate();
  } catch (error) {
    return [`${name}: ${error instanceof Error ? error.message : String(error)}`];
  }
  return unread(filled, seen, name);
}

/** Notes each field that is read, at any depth, by what it holds it in. */
function watch<T extends object>(target: T, seen: Set<string>): T {
  return new Proxy(target, {
    get(_, key) {
      const value: unknown = Reflect.get(target, key);
      seen.add(place(target, String(key)));
      return typeof value === 'object' && value !== null ? watch(value, seen) : value;
    },
  });
}

const ids = new WeakMap<object, number>();
let lastId = 0;

function place(holder: object, key: string): string {
  const id = ids.get(holder) ?? (lastId += 1);
  ids.set(holder, id);
  return `${id}.${key}`;
}

/** A field that the validation never asked for is none of the API. */
function unread(value: unknown, seen: ReadonlySet<string>, path: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, content]: [string, unknown]) =>
    seen.has(place(value, key))
      ? unread(content, seen, `${path}.${key}`)
      : [`${path}.${key}: Kubernetes knows no such field`],
  );
}
