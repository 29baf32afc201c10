// Who drives an avatar: its person, or their program while they are not there themselves. Nothing else of it is another by that.
import type { ArtifactId } from '../../world/address.ts'
import type { AvatarKind } from '../../world/avatar.ts'
import type { Stage } from '../acts/act-context.ts'

/** False: that is so already, or nothing of this node drives it. */
export function driveBy({ things }: Stage, body: ArtifactId, kind: Exclude<AvatarKind, 'proxy'>): boolean {
  const avatar = things.avatar(body)
  if (avatar === null || avatar.kind === 'proxy' || avatar.kind === kind) return false
  things.setAvatar(body, { ...avatar, kind })
  return true
}
