// Everything that helps with the code of a page: completion, help on what one points at, faults in the margin, and
// what code has written to anchor lines. Fetched with the first page that has code.
import type { Extension } from '@codemirror/state'
import type { ArtifactId } from '../../shared/world/address.ts'
import type { Now } from '../../shared/world/follow-now.ts'
import { liveAnchors } from './anchors.ts'
import { codeCompletion } from './completion.ts'
import { faultMargin } from './faults.ts'
import { codeHelp } from './help.ts'
import { followLife } from './life.ts'
import './code.css'

/** What helps with the page of a thing; where there is no `now`, with writing alone. */
export function pageCode(now: Now, id: ArtifactId): Extension {
  return [followLife(now, id), liveAnchors, faultMargin, codeCompletion, codeHelp]
}
