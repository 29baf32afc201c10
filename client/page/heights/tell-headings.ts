// Tells where the headings of a floor's page are, by its editor's layout.
import type { Extension } from '@codemirror/state'
import { ViewPlugin, type EditorView } from '@codemirror/view'
import { headingsOf } from '../../../shared/page/headings.ts'
import { borderAt } from './line-borders.ts'
import { headingsIn, nested, type StandingHeading } from '../../world/geometry/heading-positions.ts'
import type { PageContext } from '../../world/link-targets.ts'

export function tellHeadings(around: () => PageContext): Extension {
  return ViewPlugin.define((view) => {
    const { id, world } = around()
    const page = headingsIn(world.view).show(id, () => headingsOn(view))
    return {
      update({ docChanged, heightChanged }) {
        if (docChanged || heightChanged) page.changed()
      },
      destroy: page.end,
    }
  })
}

function headingsOn(view: EditorView): readonly StandingHeading[] {
  return nested(
    headingsOf(view.state.doc.toString()).map(({ level, text, line }) => ({
      level,
      text,
      line,
      top: Math.round(borderAt(view, line).y),
    })),
  )
}
