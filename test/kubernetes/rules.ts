import { z } from 'zod';
import type { ManifestObject } from './manifest';

const probe = z.looseObject({ exec: z.object({ command: z.array(z.string()) }) });
const limits = z.object({ cpu: z.coerce.string(), memory: z.string() });

/** Of a Deployment what the rules look at. */
const deploymentSchema = z.looseObject({
  spec: z.looseObject({
    selector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
    template: z.looseObject({
      metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
      spec: z.looseObject({
        automountServiceAccountToken: z.boolean().optional(),
        terminationGracePeriodSeconds: z.number().optional(),
        securityContext: z
          .looseObject({
            runAsNonRoot: z.boolean().optional(),
            runAsUser: z.number().optional(),
            seccompProfile: z.looseObject({ type: z.string() }).optional(),
          })
          .default({}),
        containers: z.array(
          z.looseObject({
            image: z.string(),
            env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })).default([]),
            securityContext: z
              .looseObject({
                allowPrivilegeEscalation: z.boolean().optional(),
                readOnlyRootFilesystem: z.boolean().optional(),
                privileged: z.boolean().optional(),
                capabilities: z.looseObject({ drop: z.array(z.string()).default([]) }).optional(),
              })
              .default({}),
            resources: z.looseObject({ requests: limits.optional(), limits: limits.optional() }).default({}),
            startupProbe: probe.optional(),
            readinessProbe: probe.optional(),
            livenessProbe: probe.optional(),
          }),
        ),
      }),
    }),
  }),
});

type Deployment = z.output<typeof deploymentSchema>;

export function deploymentIn(objects: readonly ManifestObject[]): Deployment {
  return deploymentSchema.parse(objects.find(({ kind }) => kind === 'Deployment'));
}

/** What this house asks of a deployment, as it does of docker-compose.yml. */
export function brokenRules(objects: readonly ManifestObject[]): readonly string[] {
  const { spec } = deploymentIn(objects);
  const pod = spec.template.spec;
  const labels = spec.template.metadata.labels;
  const wanted = Object.entries(spec.selector.matchLabels);
  const own: readonly (readonly [boolean, string])[] = [
    [wanted.every(([name, value]) => labels[name] === value), 'its selector does not find its pods'],
    [pod.automountServiceAccountToken === false, 'is given a token for Kubernetes'],
    [pod.securityContext.runAsNonRoot === true, 'may run as root'],
    [pod.securityContext.runAsUser === 1000, 'runs as another user than the image is made for'],
    [pod.securityContext.seccompProfile?.type === 'RuntimeDefault', 'may call all of the kernel'],
    [(pod.terminationGracePeriodSeconds ?? 0) >= MIN_GRACE_SECONDS, 'is killed before its batches end'],
  ];
  return [...complaintsOf(own), ...pod.containers.flatMap(complaintsOfContainer)];
}

/** Batches get ten seconds, then connections are closed. */
const MIN_GRACE_SECONDS = 30;

function complaintsOfContainer(
  container: Deployment['spec']['template']['spec']['containers'][number],
): readonly string[] {
  const { image, securityContext, resources, env } = container;
  const told = env.filter(({ name, value = '' }) => isSecret(name, value));
  return complaintsOf([
    [/:v?\d+\.\d+\.\d+(-[a-z0-9.]+)?$/.test(image), `its image "${image}" is not pinned to a full version`],
    [securityContext.allowPrivilegeEscalation === false, 'may gain privileges'],
    [securityContext.privileged !== true, 'is privileged'],
    [securityContext.readOnlyRootFilesystem === true, 'may write to its root'],
    [securityContext.capabilities?.drop.includes('ALL') === true, 'keeps capabilities'],
    [resources.limits !== undefined && resources.requests !== undefined, 'has no limits or asks for nothing'],
    [container.startupProbe !== undefined, 'has no startup probe'],
    [container.readinessProbe !== undefined, 'has no readiness probe'],
    [container.livenessProbe !== undefined, 'has no liveness probe'],
    [told.length === 0, `holds secrets in variables: ${told.map(({ name }) => name).join(', ')}`],
  ]);
}

function complaintsOf(rules: readonly (readonly [boolean, string])[]): readonly string[] {
  return rules.flatMap(([holds, complaint]) => (holds ? [] : [complaint]));
}

function isSecret(name: string, value: string): boolean {
  const isNamedSo = /(PASSWORD|PWD|TOKEN|SECRET|_KEY|_KEYS)$/.test(name) && value !== '';
  return isNamedSo || /:\/\/[^/\s:@]*:[^/\s@]+@/.test(value);
}
