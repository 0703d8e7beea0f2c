# Packages with their compiled parts; the compiler stays behind.
FROM node:22-bookworm AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-fund --no-audit

FROM node:22-bookworm-slim
# node-rdkafka links to these.
RUN apt-get update \
  && apt-get install -y --no-install-recommends libsasl2-2 libssl3 zlib1g libcurl4 \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json tsconfig.json LICENSE NOTICE ./
COPY bin ./bin
COPY schemas ./schemas
COPY queries ./queries
COPY dashboards ./dashboards
COPY pipeline ./pipeline
# The file system may be read-only: only the data directory (of the embedded store) and /tmp are written to.
RUN mkdir /data && chown node:node /data
USER node
ENV NODE_ENV=production TIDEMARK_DATA=/data TIDEMARK_HOST=0.0.0.0
EXPOSE 8099
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8099/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/tidemark.mjs"]
CMD ["start"]
