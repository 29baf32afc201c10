// Tools of a page that are not needed to read it; fetched a moment after the page is shown.
import type { Extension } from '@codemirror/state'
import { cards } from './rendering/link-card.ts'
import { enterKeys } from './typing/enter-keys.ts'
import { findInPage } from './find/find-in-page.ts'
import { formatKeys } from './typing/format-keys.ts'
import { trueHeights } from './heights/true-heights.ts'
import { indentKeys } from './typing/indent-keys.ts'
import { leaveKeys } from './typing/leave-keys.ts'
import { nameLinks } from './typing/name-links.ts'
import { picturesByName } from '../world/picture-names.ts'
import { ownBody } from './rendering/own-body.ts'
import { presses } from './typing/page-presses.ts'
import { richPaste } from './typing/rich-paste.ts'
import { slash } from './typing/slash-menu.ts'
import { spaceHandle } from './space/space-handle.ts'
import { spaceKeys } from './space/space-keys.ts'
import { tellHeadings } from './heights/tell-headings.ts'
import { writingKeys } from './typing/writing-keys.ts'
import { createLinkTargets, type PageContext } from '../world/link-targets.ts'

/** `isFloor`: things stand beside these lines. */
export function pageTools(around: () => PageContext, isFloor: boolean): Extension {
  const ways = createLinkTargets(around)
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
    writingKeys,
  ]
}
