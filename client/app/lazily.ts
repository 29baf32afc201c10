// A part of the interface that is fetched when it is first shown. Where the network goes in that moment, it comes when the network is back.
import { lazy, type ComponentType, type LazyExoticComponent } from 'react'

/** Without a sign from the browser that there is a network again, the node is asked so often. */
const AGAIN_MS = 3_000

// The type of React's own `lazy`, whose parts have properties of any kind.
// oxlint-disable-next-line typescript/no-explicit-any
export function lazily<T extends ComponentType<any>>(
  load: () => Promise<{ default: T }>,
): LazyExoticComponent<T> {
  return lazy(() => fetched(load))
}

/** What `load` fetches, as soon as there is a network. Rejects where the node answers and has it no more: it is of another version. */
async function fetched<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await load()
    } catch (error) {
      if (await answers()) return load().catch(() => Promise.reject(error))
      await network()
    }
  }
}

const answers = (): Promise<boolean> =>
  fetch('/healthz', { cache: 'no-store' }).then(
    () => true,
    () => false,
  )

function network(): Promise<unknown> {
  return new Promise((resolve) => {
    addEventListener('online', resolve, { once: true })
    setTimeout(resolve, AGAIN_MS)
  })
}
