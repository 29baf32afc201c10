// Publishing over HTTP: having a world written in a draft, publishing that, and taking it back.
import { MergeMade } from '../../shared/wire/api/draft-bodies.ts'
import { PublishingState, Unpublished } from '../../shared/wire/api/publishing-bodies.ts'
import type { Address } from '../../shared/world/address.ts'
import { call, worldPath } from './request.ts'

export const fetchPublishing = (world: Address): Promise<PublishingState> =>
  call('GET', `${worldPath(world)}/publishing`, PublishingState)

/** Whether the world is written in a draft from now on. */
export const setPublishing = (world: Address, isOn: boolean): Promise<PublishingState> =>
  call('PUT', `${worldPath(world)}/publishing`, PublishingState, { isOn })

/**
 * Everybody sees all that differs in the draft; where both changed something, the world's own value stays.
 */
export const publish = (world: Address): Promise<MergeMade> =>
  call('POST', `${worldPath(world)}/publish`, MergeMade, {})

/** Takes back what was published last. */
export const unpublish = (world: Address): Promise<Unpublished> =>
  call('POST', `${worldPath(world)}/unpublish`, Unpublished, {})
