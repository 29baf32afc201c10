// Amounts as admins type them, in MB.
const MB = 1024 * 1024

/** A number as people type it; another text is no number, which the schema refuses. */
export const wholeIn = (text: string): number =>
  /^\d+$/.test(text.replace(/[\s,]/g, '')) ? Number(text.replace(/[\s,]/g, '')) : Number.NaN
export const inMb = (bytes: number): string => String(Math.round(bytes / MB))
export const fromMb = (text: string): number => wholeIn(text) * MB
