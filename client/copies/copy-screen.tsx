import type { CopyId } from '../replica/replica.ts'
export default function CopyScreen({ id }: { readonly id: CopyId }) {
  return <main>{id}</main>
}
