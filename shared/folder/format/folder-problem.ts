// A problem with a file of a folder, for people.

/** `line` counts from 1; null when it is about the whole file. */
export interface Problem {
  readonly path: string
  readonly line: number | null
  readonly text: string
}

/** Says what is wrong as one line. */
export function problemWords({ path, line, text }: Problem): string {
  const where = line === null ? path : `${path}, line ${line}`
  return where === '' ? text : `${where}: ${text}`
}
