// Offering this world as a template, for its owner: others can begin worlds of their own as a copy of it.
import { useCallback } from 'react'
import type { TemplateOffer } from '../../shared/wire/api/template-bodies.ts'
import { fetchTemplateOffer, offerTemplate } from '../api/worlds-api.ts'
import { Button } from '../parts/button.tsx'
import { useServerAction } from '../parts/requests/use-action.ts'
import { useRequest } from '../parts/requests/use-request.ts'
import { SharePart, type SharingProps } from './frame/share-part.tsx'

const STATES: Readonly<Record<TemplateOffer['state'], string>> = {
  none: 'Others could begin a world of their own as a copy of it as it is now, without its past.',
  offered: 'It is offered as it was then. An admin of this node decides whether it is shown.',
  shown: 'It is shown to everybody who makes a new world here. They get a copy of it as it was offered.',
}
const CHANGED = 'This world has changed since. Offer it again, and an admin decides again.'

export function AsTemplate({ address }: Pick<SharingProps, 'address'>) {
  const [asked, again] = useRequest(useCallback(() => fetchTemplateOffer(address), [address]))
  const act = useServerAction(again)
  if (asked.state !== 'here') return null
  const { state, hasChanged } = asked.value
  const isOffered = state !== 'none'
  return (
    <SharePart title="Template">
      <div className="share-line">
        <span className="share-who">
          <span className="share-name">This world as a template</span>
          <span className="share-account">
            {STATES[state]}
            {hasChanged && ` ${CHANGED}`}
          </span>
        </span>
        {hasChanged && (
          <Button onClick={() => act(offerTemplate(address, true), 'It is offered as it is now.')}>
            Offer again
          </Button>
        )}
        <Button
          onClick={() =>
            act(
              offerTemplate(address, !isOffered),
              isOffered ? 'It is no template any more.' : 'It is offered as a template.',
            )
          }
        >
          {isOffered ? 'Take back' : 'Offer'}
        </Button>
      </div>
    </SharePart>
  )
}
