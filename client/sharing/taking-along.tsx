// Whether things may be taken out of this world, and the things that others took: for its owner.
import { useCallback } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { useRequest } from '../parts/requests/use-request.ts'
import { useWorld } from '../world/context/use-world.ts'
import { useProp } from '../world/use-property.ts'
import { fetchLoans } from '../api/transfers-api.ts'
import { LentOutLine } from '../parts/transfers/lent-out.tsx'
import { SharePart, type SharingProps } from './frame/share-part.tsx'
import { FlagField } from '../parts/world/flag-field.tsx'

export function TakingAlong({ address }: Pick<SharingProps, 'address'>) {
  const { root } = useWorld().view
  const [asked, again] = useRequest(useCallback(() => fetchLoans(address), [address]))
  const things = asked.state === 'here' ? asked.value.things : []
  return (
    <SharePart title="Things">
      {root !== null && <MayBeTaken root={root} />}
      {things.length > 0 && (
        <>
          <p className="share-note">Others took these along:</p>
          <ul aria-label="Taken along by others">
            {things.map((thing) => (
              <LentOutLine key={thing.id} thing={thing} world={address} isNamed={false} onChange={again} />
            ))}
          </ul>
        </>
      )}
    </SharePart>
  )
}

const NAME = 'taking-along'

/** The world says it for all that is in it; a thing may say it of itself. */
function MayBeTaken({ root }: { readonly root: ArtifactId }) {
  const state = useProp([root], 'takeable')
  return (
    <div className="share-line">
      <span className="share-who">
        <label className="share-name" id={`${NAME}-label`} htmlFor={NAME}>
          Visitors can take things along
        </label>
        <span className="share-account" id={`${NAME}-help`}>
          {state.common.value === true
            ? 'They may carry them out of this world. You can call everything back.'
            : 'They carry them within this world only. A thing can be an exception: see “In play” in its inspector.'}
        </span>
      </span>
      <FlagField id={NAME} state={state} />
    </div>
  )
}
