// Names of things in notes and questions: quoted, or in plain words where a thing has none.
import { nameAsTitle, nameInWords } from '../../shared/world/artifact.ts'

/** Within a sentence. */
export const quotedInWords = (name: string): string => (name === '' ? nameInWords(name) : `“${name}”`)
/** At its beginning. */
export const quotedAsTitle = (name: string): string => (name === '' ? nameAsTitle(name) : `“${name}”`)
