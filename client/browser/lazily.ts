// A part of the interface that is fetched when it is first shown. Where the network goes in that moment, it
// comes when the network is back; what the node does not give says so in its place.
import { createElement, lazy, useState, type ComponentType, type ReactNode } from 'react'
import { PartBoundary } from './part-boundary.tsx'
import { firstViewShown } from '../device/first-view.ts'
import { systemClock } from '../device/system-clock.ts'
import { signalAfter } from '../../shared/time/time-limit.ts'

/** Without a sign from the browser that there is a network again, the node is asked so often. */
const AGAIN_MS = 3_000

type Load<P> = () => Promise<{ default: ComponentType<P> }>

export function lazyWithRetry<P extends object>(load: Load<P>): ComponentType<P> {
  const begin = () => lazy(() => fetched(load))
  let part = begin()
  return function LazyPart(props: P) {
    const [Part, setPart] = useState(() => part)
    function retry(): void {
      // Others of its kind may have begun anew already.
      if (part === Part) part = begin()
      setPart(() => part)
    }
    return createElement(PartBoundary, { onRetry: retry }, createElement(Part as ComponentType<P>, props))
  }
}

/** The same, not before there is something to look at. */
export function later<P extends object>(load: Load<P>): ComponentType<P> {
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
export function prefetched<P extends object>(load: Load<P>): FetchedScreen<P> {
  let fetchedPart: ComponentType<P> | null = null
  async function prefetch(): Promise<{ default: ComponentType<P> }> {
    const module = await load()
    fetchedPart = module.default
    return module
  }
  const Later: ComponentType<P> = lazyWithRetry(prefetch)
  // For as long as it is shown it stays the same component, or it would begin anew.
  const Screen = (props: P): ReactNode => {
    const [{ Part }] = useState(() => ({ Part: fetchedPart ?? Later }))
    return createElement(PartBoundary, null, createElement(Part, props))
  }
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
