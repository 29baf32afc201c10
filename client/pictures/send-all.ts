// Sends the pictures of a folder that was brought into a world.
import type { FolderPicture } from '../../shared/folder/images/folder-pictures.ts'
import { ENDINGS } from '../../shared/pictures/picture-limits.ts'
import type { Address, MemberId } from '../../shared/world/address.ts'
import { senderOf } from './picture-sender.ts'

/** Keeps them on this device, and sends them as soon as it can be. */
export async function sendAll(
  pictures: readonly FolderPicture[],
  member: MemberId,
  address: Address,
): Promise<void> {
  for (const { id, type, bytes } of pictures) {
    const name = `${id.slice(0, 12)}.${ENDINGS[type]}`
    await senderOf(member).add({ id, blob: new Blob([bytes], { type }), name }, address)
  }
}
