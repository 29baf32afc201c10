// Links by names that nothing in the world has look so, until something is called that.
import type { Extension } from '@codemirror/state'
import { ViewPlugin } from '@codemirror/view'
import { namesChanged, unknownNames } from './page-facets.ts'
import { wayIn, type PageContext } from '../../world/link-targets.ts'

export function unknownLinks(around: () => PageContext): Extension {
  return [
    unknownNames.of((link) => wayIn(around(), link).kind === 'unknown'),
    ViewPlugin.define((editor) => {
      let isOpen = true
      const stop = around().world.view.subscribe(({ artifacts, hosts }) => {
        if (artifacts.size === 0 && hosts.size === 0) return
        // It may be told in the middle of an update.
        queueMicrotask(() => isOpen && editor.dispatch({ effects: namesChanged.of(null) }))
      })
      return {
        destroy() {
          isOpen = false
          stop()
        },
      }
    }),
  ]
}
