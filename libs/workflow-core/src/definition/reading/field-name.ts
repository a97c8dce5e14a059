/** The field of the language that a key means: `depends_on` and `dependsOn` are the same. */
export function camelField(key: string): string {
  return key.includes('_')
    ? key.replaceAll(/(?<=[a-z0-9])_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
    : key;
}

/** A field in the spelling that its writer uses. */
export function spelledLike(key: string, field: string): string {
  return key.includes('_') ? field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : field;
}
