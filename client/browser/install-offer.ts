// Installing Inkland as an app: the browser offers it once, early, and one has to be listening; the offer is
// taken up when somebody asks for it, and never pressed on anybody.
import { Observable } from '../device/observable.ts'
import { useObservable } from './use-observable.ts'

/** The event of Chromium's browsers; others have a menu of their own for it. */
interface InstallOffer extends Event {
  prompt(): Promise<unknown>
}

const offer = new Observable<InstallOffer | null>(null)

const isOffer = (event: Event): event is InstallOffer =>
  'prompt' in event && typeof event.prompt === 'function'

/** Listens for the offer; called when the page begins. */
export function awaitInstallOffer(): void {
  addEventListener('beforeinstallprompt', (event) => {
    if (!isOffer(event)) return
    // Without this the browser would ask by itself.
    event.preventDefault()
    offer.set(event)
  })
  addEventListener('appinstalled', () => offer.set(null))
}

/** Takes up the browser's offer; it can be taken up once. */
function install(): void {
  const taken = offer.now
  offer.set(null)
  // The browser acts on the person's answer itself.
  taken?.prompt().catch(() => undefined)
}

/** How to install the app; null where the browser does not offer it, or it is installed. */
export function useInstall(): (() => void) | null {
  return useObservable(offer) && install
}
