// What a page's tools tell its editor of the world around it: pictures by name, and names that nothing has.
import { Facet, StateEffect } from '@codemirror/state'
import type { FindPictures } from '../../../shared/page/picture-syntax.ts'

/** How pictures by name are found. */
export const namedPictures = Facet.define<FindPictures, FindPictures>({
  combine: ([find]) => find ?? (() => []),
})

type IsUnknown = (link: string) => boolean

/** Tells links by names that nothing in the world has. */
export const unknownNames = Facet.define<IsUnknown, IsUnknown>({ combine: ([is]) => is ?? (() => false) })

/** Says that something in the world came, went or is called otherwise. */
export const namesChanged = StateEffect.define()
