/**
 * @typedef {{ image?: string, build?: string | { context?: string, dockerfile?: string }, ports?: unknown[], healthcheck?: object,
 *   depends_on?: string[] | Record<string, { condition?: string }> }} Service
 * @typedef {{ services?: Record<string, Service> }} ComposeFile
 * @typedef {{ text: string, document: ComposeFile, example: string | undefined, readFile: (path: string) => string | undefined }} ComposeProject
 */

/**
 * What the schema cannot know: the files that are named, the variables that are asked for, and habits that keep a start
 * in order.
 * @param {ComposeProject} project
 * @returns {string[]}
 */
export function findComposeFaults({ text, document, example, readFile }) {
  const services = Object.entries(document.services ?? {});
  return [
    ...(services.length === 0 ? ['docker-compose.yml names no service'] : []),
    ...services.flatMap(([name, service]) => [
      ...findStartFaults(name, service, document.services ?? {}),
      ...(service.image ? findImageFaults(name, service.image) : []),
      ...(service.build ? findBuildFaults(name, service.build, readFile) : []),
    ]),
    ...findPortClashes(services),
    ...findUnknownVariables(text, example),
  ];
}

/** @param {string} name @param {Service} service @param {Record<string, Service>} services */
function findStartFaults(name, service, services) {
  const faults = service.healthcheck ? [] : [`${name} has no healthcheck`];
  const needs = Array.isArray(service.depends_on)
    ? service.depends_on.map((other) => /** @type {const} */ ([other, {}]))
    : Object.entries(service.depends_on ?? {});
  for (const [other, need] of needs) {
    if (!services[other]) faults.push(`${name} depends on ${other}, which is no service`);
    const condition = 'condition' in need ? need.condition : undefined;
    if (condition !== 'service_healthy') faults.push(`${name} depends on ${other} without waiting for service_healthy`);
  }
  return faults;
}

/** @param {string} place @param {string} image */
function findImageFaults(place, image) {
  const isPinned = /@sha256:[0-9a-f]{64}$/.test(image) || /:[^:/]*\d+\.\d+\.\d+[^:/]*$/.test(image);
  return isPinned ? [] : [`${place} uses the image ${image}, which names no exact version`];
}

/** @param {string} name @param {NonNullable<Service['build']>} build @param {(path: string) => string | undefined} readFile */
function findBuildFaults(name, build, readFile) {
  const { context = '.', dockerfile = 'Dockerfile' } = typeof build === 'string' ? { context: build } : build;
  const path = `${context}/${dockerfile}`.replace(/^(\.\/)+/, '');
  const text = readFile(path);
  if (text === undefined) return [`${name} is built from ${path}, which does not exist`];
  return findDockerfileFaults(
    path,
    text,
    (source) => readFile(`${context}/${source}`.replace(/^(\.\/)+/, '')) !== undefined,
  );
}

/**
 * @param {string} path
 * @param {string} text
 * @param {(source: string) => boolean} exists
 * @returns {string[]}
 */
export function findDockerfileFaults(path, text, exists) {
  const faults = [];
  const stages = new Set();
  let user = 'root';
  for (const line of text.split('\n')) {
    const [verb = '', ...words] = line.trim().split(/\s+/);
    if (verb === 'FROM') {
      const image = words[0] ?? '';
      if (!stages.has(image)) faults.push(...findImageFaults(path, image));
      if (words[1]?.toUpperCase() === 'AS') stages.add(words[2]);
      user = 'root';
    } else if (verb === 'USER') {
      user = words[0] ?? 'root';
    } else if (verb === 'COPY') {
      const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length);
      if (from && !stages.has(from)) faults.push(`${path} copies from ${from}, which is no stage above it`);
      const sources = words.filter((word) => !word.startsWith('--')).slice(0, -1);
      if (!from)
        faults.push(
          ...sources
            .filter((source) => !exists(source))
            .map((source) => `${path} copies ${source}, which does not exist`),
        );
    }
  }
  if (/^(root|0)(:|$)/.test(user)) faults.push(`${path} runs as root: end it with USER`);
  return faults;
}

/** @param {[string, Service][]} services */
function findPortClashes(services) {
  /** @type {Map<string, string>} */
  const owners = new Map();
  const faults = [];
  for (const [name, service] of services) {
    for (const port of service.ports ?? []) {
      const published =
        typeof port === 'object' && port !== null && 'published' in port
          ? String(port.published)
          : /([^:]+|\$\{[^}]*\}):\d+(\/\w+)?$/.exec(String(port))?.[1];
      if (!published) continue;
      const number = /(\d+)\D*$/.exec(published)?.[1] ?? published;
      const owner = owners.get(number);
      if (owner) faults.push(`${name} and ${owner} both publish port ${number}`);
      owners.set(number, name);
    }
  }
  return faults;
}

/** @param {string} text @param {string | undefined} example */
function findUnknownVariables(text, example) {
  if (example === undefined) return ['.env.example does not exist: docker-compose.yml tells people to copy it'];
  const known = new Set([...example.matchAll(/^#?\s*([A-Z][A-Z0-9_]*)=/gm)].map((match) => match[1]));
  const asked = new Set([...text.matchAll(/(?<!\$)\$\{([A-Za-z_][A-Za-z0-9_]*)/g)].map((match) => match[1]));
  return [...asked]
    .filter((name) => !known.has(name))
    .map((name) => `docker-compose.yml asks for ${name}, which is not in .env.example`);
}
