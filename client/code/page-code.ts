// Everything that helps with the code of a page: completion, help on what one points at, faults in the margin, what code
// has written to anchor lines, and strips for the code that nobody writes. Fetched with the first page that has code.
import type { Extension } from '@codemirror/state'
import type { Now } from '../../shared/world/view/live-follower.ts'
import type { Around } from '../page/ways.ts'
import { liveAnchors } from './anchors.ts'
import { codeCompletion } from './completion.ts'
import { faultMargin } from './faults.ts'
import { foldedCode } from './folding.ts'
import { codeHelp } from './help.ts'
import { followLife } from './life.ts'
import './code.css'

/** What helps with the page of a thing. */
export function pageCode({ id, world }: Around, now: Now): Extension {
  return [followLife({ ...world, now }, id), foldedCode, liveAnchors, faultMargin, codeCompletion, codeHelp]
}
