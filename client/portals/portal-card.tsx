// From a list of worlds: in which of one's own a portal to one of them shall stand.
import { useEffect, useState } from 'react'
import type { Address } from '../../shared/world/address.ts'
import type { WorldSummary } from '../../shared/wire/api/world-bodies.ts'
import { wordsOf } from '../api/request.ts'
import { Card } from '../parts/dialog.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { fetchOwnWorlds, NO_OTHER } from './portal-destinations.ts'
import { goAndMakePortal } from './make-portal.ts'
import { titleOf } from '../words/place-words.ts'
import './portal-card.css'

interface PortalCardProps {
  readonly to: { readonly address: Address; readonly title: string }
  readonly onClose: () => void
}

export default function PortalCard({ to, onClose }: PortalCardProps) {
  const [worlds, setWorlds] = useState<readonly WorldSummary[] | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  useEffect(() => {
    let isShown = true
    fetchOwnWorlds().then(
      (own) => isShown && setWorlds(own.filter(({ address }) => address !== to.address)),
      (error: unknown) => isShown && setTrouble(wordsOf(error)),
    )
    return () => {
      isShown = false
    }
  }, [to.address])
  return (
    <Card title={`A portal to “${to.title}”`} open onClose={onClose}>
      <p className="card-text">
        Choose a world for the portal. That world opens, and the portal appears beside its page.
      </p>
      <Trouble text={trouble} />
      {worlds?.length === 0 && <p className="card-text">{NO_OTHER}</p>}
      <ul className="portal-worlds" aria-busy={worlds === null && trouble === null}>
        {worlds?.map(({ address, title }) => (
          <li key={address}>
            <button
              type="button"
              className="portal-world"
              onClick={() => {
                onClose()
                goAndMakePortal(address, to)
              }}
            >
              {titleOf(title, address)} <span className="address">{address}</span>
            </button>
          </li>
        ))}
      </ul>
    </Card>
  )
}
