// Copies kept on this device: work that could not be merged, and the way to it.
import { FileClock } from 'lucide-react'
import { useCopies } from '../app/device.ts'
import { Link } from '../app/link.tsx'
import { useMe } from '../app/me.ts'
import { pathOfCopy } from '../app/route.ts'
import { ago } from '../app/words.ts'

export function CopyList() {
  const { person } = useMe()
  const copies = useCopies(person.id)
  if (copies === null || copies.length === 0) return null
  return (
    <section aria-labelledby="copies-title" className="copies">
      <h2 id="copies-title" className="section-title">
        Kept copies
      </h2>
      <p className="section-text">Work of yours that could not be merged. It is only on this device.</p>
      <ul className="world-list">
        {copies.map((copy) => (
          <li key={copy.id} className="world-line">
            <Link to={pathOfCopy(copy.id)} className="world-link">
              <span className="world-title">
                <FileClock size={17} aria-hidden="true" /> {copy.title}
              </span>
              <span className="world-facts">
                <span className="address">{copy.address}</span> · {ago(copy.at, Date.now())} · {copy.why}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
