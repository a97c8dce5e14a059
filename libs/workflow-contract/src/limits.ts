/** Most bytes of a body: 1 MiB. */
export const bodyLimit = 1_048_576;
/** Most bytes of a definition that is published or validated: 8 MiB. */
export const sourceLimit = 8_388_608;
/** Levels of arrays and objects that a body may have. */
export const depthLimit = 128;
/** Seconds that `?wait=` may hold an answer. */
export const waitLimit = 60;
/** Content types that carry a definition as YAML. */
export const yamlTypes = ['application/yaml', 'text/yaml', 'application/x-yaml'] as const;
