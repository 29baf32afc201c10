// What a page's editor knows of how its thing is: the faults of its code and the anchors that code has written.
import { StateEffect, StateField } from '@codemirror/state'
import { ViewPlugin } from '@codemirror/view'
import type { Extension } from '@codemirror/state'
import type { ArtifactId } from '../../shared/world/address.ts'
import type { LiveAnchor } from '../../shared/world/anchors.ts'
import type { Now } from '../../shared/world/follow-now.ts'
import type { Fault } from '../../shared/world/now-values.ts'

export interface Life {
  readonly faults: readonly Fault[]
  readonly anchors: ReadonlyMap<string, LiveAnchor>
}

const lifeChanged = StateEffect.define<Life>()

/** The thing's life as it is now. */
export const lifeField = StateField.define<Life>({
  create: () => ({ faults: [], anchors: new Map() }),
  update: (life, { effects }) => effects.findLast((effect) => effect.is(lifeChanged))?.value ?? life,
})

/** Keeps `lifeField` up to date. */
export function followLife(now: Now, id: ArtifactId): Extension {
  const read = (): Life => ({ faults: now.faults(id), anchors: now.anchors(id) })
  return [
    lifeField.init(read),
    ViewPlugin.define((view) => {
      const stop = now.subscribe(({ faults, anchors }) => {
        if (!faults.has(id) && !anchors.has(id)) return
        // News may come while the editor is being updated, when it takes no other change.
        queueMicrotask(() => view.dom.isConnected && view.dispatch({ effects: lifeChanged.of(read()) }))
      })
      return { destroy: stop }
    }),
  ]
}
