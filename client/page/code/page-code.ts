// Everything that helps with the code of a page: completion, help on the word at the pointer, faults in the
// margin, values of code on anchor lines, and strips for code that nobody writes. Fetched with the first page
// that has code.
import type { Extension } from '@codemirror/state'
import type { LiveFollower } from '../../../shared/world/view/live-follower.ts'
import type { PageContext } from '../../world/link-targets.ts'
import { liveValues } from './live-values.ts'
import { codeCompletion } from './code-completion.ts'
import { faultMargin } from './fault-margin.ts'
import { foldedCode } from './code-folding.ts'
import { codeHelp } from './code-help.ts'
import { followPageProgram } from './page-program.ts'
import './code.css'

/** The tools for the page of a thing. */
export function pageCode({ id, world }: PageContext, now: LiveFollower): Extension {
  return [
    followPageProgram({ ...world, now }, id),
    foldedCode,
    liveValues,
    faultMargin,
    codeCompletion,
    codeHelp,
  ]
}
