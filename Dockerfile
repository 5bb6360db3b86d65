# glibc: Temporal's native bridge does not exist for musl (Alpine). One Node minor in the whole fleet.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# `prepare` would build, but the sources come later: a change of them leaves this layer as it is.
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/build.js scripts/
COPY src/ src/
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:24-bookworm-slim
# Workflows replay by these: they belong to the image, not to the host.
ENV NODE_ENV=production TZ=UTC LANG=C.UTF-8
WORKDIR /app
COPY package.json LICENSE ./
COPY bin/ bin/
COPY --from=build /app/node_modules/ node_modules/
COPY --from=build /app/dist/ dist/
# The code belongs to root: the process can neither change it nor write beside it, only here.
RUN install -d -o node -g node /data
ENV INCASSO_DATA_DIR=/data
USER node
# Drains: no new work, what has begun ends within 30 s. Whoever stops the container has to give it longer.
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "bin/incasso.js"]
CMD ["--help"]
