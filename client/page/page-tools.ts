// What helps with a page and is not needed to read it; fetched a moment after the page is shown.
import type { Extension } from '@codemirror/state'
import { cards } from './card.ts'
import { enterKeys } from './enter-keys.ts'
import { findInPage } from './find.ts'
import { formatKeys } from './format-keys.ts'
import { trueHeights } from './heights.ts'
import { indentKeys } from './indent-keys.ts'
import { leaveKeys } from './leave-keys.ts'
import { nameLinks } from './name-links.ts'
import { picturesByName } from './named-pictures.ts'
import { ownBody } from './own-body.ts'
import { presses } from './presses.ts'
import { richPaste } from './rich-paste.ts'
import { slash } from './slash.ts'
import { spaceHandle } from './space-handle.ts'
import { spaceKeys } from './space-keys.ts'
import { tellHeadings } from './tell-headings.ts'
import { createWays, type Around } from './ways.ts'

/** `isFloor`: things stand beside these lines. */
export function pageTools(around: () => Around, isFloor: boolean): Extension {
  const ways = createWays(around)
  const floor = isFloor
    ? [trueHeights, spaceKeys(around), spaceHandle(around), tellHeadings(around), ownBody]
    : leaveKeys
  const keys = [formatKeys, indentKeys, enterKeys]
  return [
    presses(ways),
    keys,
    richPaste(around),
    cards(ways),
    slash(around),
    nameLinks(around),
    picturesByName(around),
    findInPage,
    floor,
  ]
}
