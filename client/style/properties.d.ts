// The custom properties that components hand to their style sheets.
import 'react'

declare module 'react' {
  interface CSSProperties {
    /** Somebody's colour. */
    '--who'?: string
    /** The colour of a ground. */
    '--paint'?: string
    /** When words in the air begin to fade. */
    '--stay'?: string
  }
}
