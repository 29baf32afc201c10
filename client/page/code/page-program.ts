// The state of a page's thing, for its editor: its name, whether its code runs, its faults, and the anchors
// that code has written.
import { StateEffect, StateField } from '@codemirror/state'
import { ViewPlugin } from '@codemirror/view'
import type { Extension } from '@codemirror/state'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { LivePageValue } from '../../../shared/world/live/live-page-values.ts'
import type { Fault } from '../../../shared/world/live/live-state-values.ts'
import { worldChanged } from '../rendering/editor-world.ts'
import { personalOf } from '../../world/play/personal.ts'
import type { World } from '../../world/context/use-world.ts'
import { codeNow, onCodeNow, type CodeNow } from '../../world/play/code-state.ts'

interface PageProgramState {
  readonly faults: readonly Fault[]
  readonly pageValues: ReadonlyMap<string, LivePageValue>
  /** What anchors show this person alone. */
  readonly personal: ReadonlyMap<string, string>
  readonly code: CodeNow
}

const lifeChanged = StateEffect.define<PageProgramState>()

/** The thing's life as it is now. */
export const pageProgramField = StateField.define<PageProgramState>({
  create: () => ({
    faults: [],
    pageValues: new Map(),
    personal: new Map(),
    code: { name: '', runs: 'unseen' },
  }),
  update: (life, { effects }) => effects.findLast((effect) => effect.is(lifeChanged))?.value ?? life,
})

/** Keeps `pageProgramField` up to date. */
export function followPageProgram(world: World, id: ArtifactId): Extension {
  const { now } = world
  const personal = personalOf(world)
  const read = (): PageProgramState => ({
    faults: now.faults(id),
    pageValues: now.pageValues(id),
    personal: personal.pageValues(id),
    code: codeNow(world, id),
  })
  return [
    pageProgramField.init(read),
    ViewPlugin.define((view) => {
      function tell(): void {
        // News may come while the editor is being updated, when it takes no other change.
        queueMicrotask(() => {
          if (view.dom.isConnected)
            view.dispatch({ effects: [lifeChanged.of(read()), worldChanged.of(null)] })
        })
      }
      function tellCode(): void {
        const { name, runs } = view.state.field(pageProgramField).code
        const next = codeNow(world, id)
        if (next.name !== name || next.runs !== runs) tell()
      }
      const stops = [
        now.subscribe(({ faults, pageValues }) => (faults.has(id) || pageValues.has(id)) && tell()),
        personal.subscribe(() => {
          if (view.state.field(pageProgramField).personal !== personal.pageValues(id)) tell()
        }),
        onCodeNow(world, tellCode),
      ]
      return {
        destroy() {
          for (const stop of stops) stop()
        },
      }
    }),
  ]
}
