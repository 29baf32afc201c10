// The views of clients: one for each, kept up from the first look on, and a new one when their document is
// another.
import type * as Y from 'yjs'
import { createView, type View } from '../../shared/world/view/world-view.ts'

export class Views<Client extends { readonly scene: Y.Doc }> {
  readonly #views = new Map<Client, View>()

  of(client: Client): View {
    const known = this.#views.get(client)
    if (known?.scene === client.scene) return known
    known?.destroy()
    const view = createView(client.scene, null)
    this.#views.set(client, view)
    return view
  }

  destroy(): void {
    for (const view of this.#views.values()) view.destroy()
  }
}
