// A part of the interface that is fetched when it is first shown. Where the network goes in that moment, it
// comes when the network is back.
import {
  createElement,
  lazy,
  useState,
  type ComponentType,
  type LazyExoticComponent,
  type ReactNode,
} from 'react'
import { firstViewShown } from '../device/first-view.ts'
import { systemClock } from '../device/system-clock.ts'
import { signalAfter } from '../../shared/time/time-limit.ts'

/** Without a sign from the browser that there is a network again, the node is asked so often. */
const AGAIN_MS = 3_000

export function lazyWithRetry<P>(
  load: () => Promise<{ default: ComponentType<P> }>,
): LazyExoticComponent<ComponentType<P>> {
  return lazy(() => fetched(load))
}

/** The same, not before there is something to look at. */
export function later<P>(
  load: () => Promise<{ default: ComponentType<P> }>,
): React.LazyExoticComponent<ComponentType<P>> {
  return lazyWithRetry(() => firstViewShown.then(load))
}

interface FetchedScreen<P> {
  readonly Screen: (props: P) => ReactNode
  /** Fetches it, so that it can be drawn at once. */
  readonly prefetch: () => Promise<unknown>
}

/**
 * A part that is drawn at once if it was fetched before. React would first draw nothing in its place, and
 * then wait for a third of a second, so that nothing flickers, before it draws what is long there.
 */
export function prefetched<P extends object>(
  load: () => Promise<{ default: ComponentType<P> }>,
): FetchedScreen<P> {
  let fetchedPart: ComponentType<P> | null = null
  async function prefetch(): Promise<{ default: ComponentType<P> }> {
    const module = await load()
    fetchedPart = module.default
    return module
  }
  const Later: ComponentType<P> = lazyWithRetry(prefetch)
  // For as long as it is shown it stays the same component, or it would begin anew.
  const Screen = (props: P): ReactNode =>
    createElement(useState(() => ({ Part: fetchedPart ?? Later }))[0].Part, props)
  return { Screen, prefetch }
}

/**
 * The result of `load`, as soon as there is a network. Rejects if the node answers and has it no more: it is
 * of another version.
 */
export async function fetched<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await load()
    } catch {
      if (await answers()) return load()
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
    const signal = signalAfter(systemClock, AGAIN_MS)
    signal.addEventListener('abort', resolve)
    addEventListener('online', resolve, { once: true, signal })
  })
}
