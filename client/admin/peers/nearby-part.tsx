// The nodes that are near, for an admin: those that were found in this network, and linking with one by a
// code on both screens.
import { Link2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Nearby, NearbyNode, PairingInfo } from '../../../shared/wire/peers/pairing-bodies.ts'
import { useRepeat } from '../../browser/use-repeat.ts'
import { useRequest } from '../../parts/requests/use-request.ts'
import { Button } from '../../parts/button.tsx'
import { AddressCard } from '../../parts/address-card.tsx'
import { fetchNearby, startPairing } from '../../api/nearby-api.ts'
import { CodePanel } from './pairing-code.tsx'
import './nearby.css'

/**
 * How often it is asked again while it is looked at, in ms: people wait for each other in front of two
 * screens.
 */
const AGAIN_MS = 2_000

export function NearbyPart({ onLinked }: { readonly onLinked: () => void }) {
  const [asked, again] = useRequest(fetchNearby)
  const [begun, setBegun] = useState<string | null>(null)
  useRepeat(again, AGAIN_MS)
  const nearby = asked.state === 'here' ? asked.value : null
  const shown = useShown(nearby?.pairing ?? null, onLinked)
  if (nearby === null) return null
  return (
    <section className="nearby" aria-labelledby="nearby-title">
      <header className="nearby-head">
        <h2 id="nearby-title" className="nearby-title">
          On this network
        </h2>
        <Button onClick={() => setBegun('')}>
          <Link2 size={17} aria-hidden="true" /> Link by code
        </Button>
      </header>
      {shown !== null && <CodePanel key={shown.id} pairing={shown} onChange={again} />}
      <FoundNodes nearby={nearby} onLink={setBegun} />
      {begun !== null && <LinkCard address={begun} onClose={() => setBegun(null)} onBegun={again} />}
    </section>
  )
}

/** The linking that is shown: one under way, or one that ended while it was looked at. */
function useShown(
  pairing: PairingInfo | null,
  onLinked: () => void,
): Exclude<PairingInfo, { state: 'none' }> | null {
  const [seen, setSeen] = useState('')
  const isUnderWay = pairing?.state === 'beginning' || pairing?.state === 'comparing'
  const id = pairing === null || pairing.state === 'none' ? '' : pairing.id
  const isLinked = pairing?.state === 'linked' && seen === id
  if (isUnderWay && seen !== id) setSeen(id)
  useEffect(() => {
    if (isLinked) onLinked()
  }, [isLinked, onLinked])
  if (pairing === null || pairing.state === 'none') return null
  return isUnderWay || seen === id ? pairing : null
}

function FoundNodes({
  nearby,
  onLink,
}: {
  readonly nearby: Nearby
  readonly onLink: (node: string) => void
}) {
  const { looking, trouble, found } = nearby
  if (looking === 'off') {
    return (
      <p className="nearby-text">
        This node does not look for others on its network, and they cannot find it. Start it with{' '}
        <code>--nearby</code> to change that. You can still link a node if you know its address.
      </p>
    )
  }
  if (looking === 'trouble') return <p className="nearby-text">{trouble}</p>
  if (found.length === 0) {
    return (
      <p className="nearby-text">
        No other node found on this network yet. The other node must be started with <code>--nearby</code>,
        too.
      </p>
    )
  }
  return (
    <ul>
      {found.map((one) => (
        <FoundLine key={one.node} found={one} onLink={onLink} />
      ))}
    </ul>
  )
}

function FoundLine({
  found: { node, title, trust },
  onLink,
}: {
  readonly found: NearbyNode
  readonly onLink: (node: string) => void
}) {
  return (
    <li className="nearby-line">
      <span className="nearby-who">
        <b>{title === '' ? node : title}</b>
        <span className="address">{node}</span>
      </span>
      {trust === 'unknown' || trust === null ? (
        <Button onClick={() => onLink(node)} aria-label={`Link with ${node} by code`}>
          Link
        </Button>
      ) : (
        <span className="nearby-trust">{trust}</span>
      )}
    </li>
  )
}

interface LinkProps {
  /** Which one; '' is still to be said. */
  readonly address: string
  readonly onClose: () => void
  readonly onBegun: () => void
}

function LinkCard({ address, onClose, onBegun }: LinkProps) {
  return (
    <AddressCard
      title="Link by code"
      text="Both nodes show six digits on this page. If they match, nobody is in between, and the two nodes allow each other."
      label="Address of the other node"
      verb="Show the code"
      given={address}
      act={async (given) => {
        await startPairing(given).finally(onBegun)
      }}
      onClose={onClose}
    />
  )
}
