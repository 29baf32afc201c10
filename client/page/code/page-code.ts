// Everything that helps with the code of a page: completion, help on the word at the pointer, faults in the
// margin, values of code on anchor lines, and strips for code that nobody writes. Fetched with the first page
// that has code.
import type { Extension } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import { valuesIn } from '../../../shared/page/stand-ins.ts'
import { shownPageValues } from '../../../shared/world/live/live-page-values.ts'
import type { LiveFollower } from '../../../shared/world/view/live-follower.ts'
import type { PageContext } from '../../world/link-targets.ts'
import { codeCompletion } from './code-completion.ts'
import { faultMargin } from './fault-margin.ts'
import { foldedCode } from './code-folding.ts'
import { isTouched, setDrawn } from '../rendering/page-setting.ts'
import { codeHelp } from './code-help.ts'
import { unknownNames } from './unknown-names.ts'
import { followPageProgram, pageProgramField } from './page-program.ts'
import './code.css'

/** The tools for the page of a thing. */
export function pageCode({ id, world }: PageContext, now: LiveFollower): Extension {
  return [
    followPageProgram({ ...world, now }, id),
    foldedCode,
    liveValues,
    faultMargin,
    codeCompletion,
    unknownNames,
    codeHelp,
  ]
}

/**
 * Lines with the values of code: `#your-score 12` reads “your score” and its present value. As soon as the
 * cursor is in the line, it shows the written text, which one edits.
 */
function valuesOf(view: EditorView) {
  const { doc } = view.state
  const { pageValues, personal } = view.state.field(pageProgramField)
  const page = doc.toString()
  const { marks, standIns } = valuesIn(page, doc, shownPageValues(page, pageValues, personal))
  return { marks, standIns: standIns.filter(({ from }) => !isTouched(view, doc.lineAt(from))) }
}

const liveValues = setDrawn(valuesOf)
