// Worlds that one was in once, and that are on this device alone by now: none is lost without a word. The
// page of each says what can be done with it.
import { MonitorCheck } from 'lucide-react'
import { Link } from '../parts/route-link.tsx'
import { pathOfWorld } from '../navigation/route.ts'
import type { Worlds } from '../session/listed-worlds.ts'

export function LeftWorlds({ worlds }: { readonly worlds: Worlds }) {
  if (worlds.state !== 'here' || worlds.left.length === 0) return null
  return (
    <section aria-labelledby="left-title" className="copies">
      <h2 id="left-title" className="section-title">
        Only on this device
      </h2>
      <p className="section-text">
        You can no longer open these worlds, or they are gone. What you last saw of them is kept here. Open
        one to copy it into a world of your own, or to remove it from this device.
      </p>
      <ul>
        {worlds.left.map(({ id, address, title }) => (
          <li key={id}>
            <Link to={pathOfWorld(address)} className="copy-link">
              <span className="copy-title">
                <MonitorCheck size={17} aria-hidden="true" /> {title.trim() === '' ? 'Untitled' : title}
              </span>
              <span className="world-facts">
                <span className="address">{address}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
