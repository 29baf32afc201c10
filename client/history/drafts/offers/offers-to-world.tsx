// What people of other nodes offer to a world: each leads to what it would be like, and to its review.
import { useCallback } from 'react'
import { parseAddress, type Address } from '../../../../shared/world/address.ts'
import { fetchOffers } from '../../../api/draft-offers-api.ts'
import { pathOfWorld } from '../../../navigation/route.ts'
import { Ago } from '../../../parts/ago.tsx'
import { useRequest } from '../../../parts/requests/use-request.ts'
import { Link } from '../../../parts/route-link.tsx'

export function OffersToWorld({ world }: { readonly world: Address }) {
  const [offers] = useRequest(useCallback(() => fetchOffers(world), [world]))
  if (offers.state !== 'here' || offers.value.length === 0) return null
  return (
    <section aria-label="Offers">
      <h3 className="drafts-title">Offers</h3>
      <p className="drafts-text">People of other nodes changed drafts of this world, and offer that to it.</p>
      <ul className="drafts-list">
        {offers.value.map(({ address, title, by, words, at }) => {
          const offer = parseAddress(address)
          return (
            <li key={address} className="drafts-line">
              {offer === null ? title : <Link to={pathOfWorld(offer)}>{title}</Link>}
              <span className="drafts-small">
                {by === null ? 'Somebody who left' : `${by.name} (${by.account})`}, <Ago at={at} />
              </span>
              {words !== '' && <span className="drafts-said">{words}</span>}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
