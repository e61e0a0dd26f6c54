import type { StatusAnswer } from '@/api/generated'
import { client } from '@/api/generated/client.gen'
import { useAnswer } from '@/api/useAnswer'

export function useStatus() {
  return useAnswer<StatusAnswer>(['status'], (signal) =>
    client.get<{ 200: StatusAnswer }>({ url: '/api/v1/status', signal }),
  )
}
