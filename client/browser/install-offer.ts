// Installing Inkland as an app: the browser offers it once, early, and one has to be listening; the offer is
// taken up when somebody asks for it, and never pressed on anybody.
import { useSyncExternalStore } from 'react'

/** What Chromium's browsers send; others have a menu of their own for it. */
interface InstallOffer extends Event {
  prompt(): Promise<unknown>
}

const listeners = new Set<() => void>()
let offer: InstallOffer | null = null

function become(next: InstallOffer | null): void {
  offer = next
  for (const listener of listeners) listener()
}

const isOffer = (event: Event): event is InstallOffer =>
  'prompt' in event && typeof event.prompt === 'function'

/** Listens for the offer; called when the page begins. */
export function awaitInstallOffer(): void {
  addEventListener('beforeinstallprompt', (event) => {
    if (!isOffer(event)) return
    // Without this the browser would ask by itself.
    event.preventDefault()
    become(event)
  })
  addEventListener('appinstalled', () => become(null))
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Takes up the browser's offer; it can be taken up once. */
function install(): void {
  const taken = offer
  become(null)
  // Whatever the person answers, the browser sees to it.
  taken?.prompt().catch(() => undefined)
}

/** How to install the app; null where the browser does not offer it, or it is installed. */
export function useInstall(): (() => void) | null {
  return useSyncExternalStore(subscribe, () => offer) && install
}
