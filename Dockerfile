FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The Node that the packages bring is for machines without one; this image has its own.
RUN npm ci --omit=dev --no-audit --no-fund \
  && rm -rf node_modules/node-linux-* node_modules/.bin/node

FROM node:24-bookworm-slim AS console
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json ./
COPY web ./web
RUN node web/build.ts && test -f web/dist/index.html

FROM node:24-bookworm-slim
ENV NODE_ENV=production
# Fixed inside the container, so that EXPOSE and HEALTHCHECK stay true; publish another port outside instead.
ENV FLOW2API_SERVER__HOST=0.0.0.0
ENV FLOW2API_SERVER__PORT=8000
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json ./
COPY config ./config
COPY schema ./schema
COPY server ./server
COPY shim ./shim
COPY --from=console /app/web/dist ./web/dist
RUN install --directory --owner=node --group=node data
USER node
VOLUME /app/data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8000/health').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=8", "server/main.ts"]
