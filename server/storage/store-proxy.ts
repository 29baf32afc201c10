// A store that somebody stands in front of: they see what is asked of it.
import type { Store } from './store.ts'

/**
 * A store that answers some calls otherwise. A class keeps its fields from objects that only inherit from it.
 */
export function inFrontOf(store: Store, followed: Partial<Store>): Store {
  return new Proxy(store, {
    get(target, name) {
      const ours: unknown = Reflect.get(followed, name)
      if (ours !== undefined) return ours
      const theirs: unknown = Reflect.get(target, name)
      return typeof theirs === 'function' ? (theirs.bind(target) as unknown) : theirs
    },
  })
}
