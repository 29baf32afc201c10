// Copies kept on this device: work that could not be merged, and the way to it.
import { FileClock } from 'lucide-react'
import { Ago } from '../parts/ago.tsx'
import { useCopies } from '../session/person-device.ts'
import { Link } from '../parts/route-link.tsx'
import { useMe } from '../session/me.ts'
import { pathOfCopy } from '../navigation/route.ts'

export function CopyList() {
  const { person } = useMe()
  const copies = useCopies(person.id)
  if (copies === null || copies.length === 0) return null
  return (
    <section aria-labelledby="copies-title" className="copies">
      <h2 id="copies-title" className="section-title">
        Kept copies
      </h2>
      <p className="section-text">Work that is not in its world. It is on this device only.</p>
      <ul>
        {copies.map((copy) => (
          <li key={copy.id}>
            <Link to={pathOfCopy(copy.id)} className="copy-link">
              <span className="copy-title">
                <FileClock size={17} aria-hidden="true" /> {copy.title}
              </span>
              <span className="world-facts">
                <span className="address">{copy.address}</span> · <Ago at={copy.at} /> · {copy.why}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
