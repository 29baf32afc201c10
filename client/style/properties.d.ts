// The custom properties that components hand to their style sheets.
import 'react'

declare module 'react' {
  interface CSSProperties {
    /** A floor's own colours. */
    '--drawn-in'?: string
    '--paper'?: string
    '--ink'?: string
    '--page-title'?: string
    /** How deep in a tree. */
    '--depth'?: number
    /**
     * The layer of a thing, from 0; where it stands, how high it is, and where the band of the floor begins
     * that is drawn.
     */
    '--order'?: number
    '--y'?: number
    '--tall'?: number
    '--top'?: number
    /** A box on a floor, in pixels of it, where all of the floor is drawn small. */
    '--left'?: number
    '--above'?: number
    '--wide'?: number
    '--high'?: number
    /** Somebody's colour. */
    '--who'?: string
    '--by-day'?: string
    '--by-night'?: string
    /** The colour of a ground. */
    '--paint'?: string
    /** How a drawing alone is turned, how large it is, how much of it shows, and its colour. */
    '--turned'?: string
    '--scaled'?: number
    '--shows'?: number
    '--tinted'?: string
    /** How many lines of words a card has room for. */
    '--lines'?: number
    /** When words in the air begin to fade. */
    '--stay'?: string
  }
}
