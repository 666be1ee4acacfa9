/*
 * Asks the kernel what a filter answers, without letting a call run: the filter that comes on descriptor 0 fails every
 * call, with an error number that stands for its answer. So the child that has installed it can neither report nor exit
 * by a call. It writes into memory that it shares with its parent, and ends by a fault. Where it ends too early, killed
 * by another filter or by an instruction that this kernel does not know, the parent notes that and goes on with the
 * next call in another child.
 */
#include <linux/errno.h>
#include <linux/filter.h>
#include <linux/mman.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <linux/wait.h>

#include "kernel.h"

#define EXIT_WITHOUT_ANSWER 1

enum way { NATIVE = 0, IA32 = 1 };
enum outcome { ANSWERED = 0, DIED = 1 };

/* KernelTrial.java mirrors what follows; all of it is in native byte order. */
struct header {
	__u32 instructions;
	__u32 calls;
};

struct call {
	__u32 way;
	__u32 number;
	__u64 args[6];
};

struct answer {
	__u32 outcome;
	__s32 value; /* what the kernel returned, or the signal */
};

struct shared {
	__u32 done; /* how many calls are answered */
	__s32 error;
	struct answer answers[];
};

static long read_all(void *to, unsigned long length)
{
	unsigned long done = 0;

	while (done < length) {
		long got = CALL(read, 0, (char *)to + done, length - done, 0);
		if (got == -EINTR)
			continue;
		if (got <= 0)
			return -EIO;
		done += got;
	}
	return 0;
}

static long write_all(const void *from, unsigned long length)
{
	unsigned long done = 0;

	while (done < length) {
		long put = CALL(write, 1, (const char *)from + done, length - done, 0);
		if (put == -EINTR)
			continue;
		if (put <= 0)
			return -EIO;
		done += put;
	}
	return 0;
}

static void *memory(unsigned long length)
{
	long address = call6(__NR_mmap, 0, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return address < 0 && address > -4096 ? 0 : AT(address);
}

#if defined(__x86_64__)
/* A 64-bit process may make 32-bit calls: the kernel and the filter see a call of the other architecture. */
static int call_ia32(const struct call *call)
{
	long result = call->number;
	const __u64 *args = call->args;

	__asm__ volatile("sub $128, %%rsp\n\t" /* the red zone */
			 "push %%rbx\n\t"
			 "push %%rbp\n\t"
			 "mov 0(%1), %%rbx\n\t"
			 "mov 8(%1), %%rcx\n\t"
			 "mov 16(%1), %%rdx\n\t"
			 "mov 24(%1), %%rsi\n\t"
			 "mov 40(%1), %%rbp\n\t"
			 "mov 32(%1), %%rdi\n\t"
			 "int $0x80\n\t"
			 "pop %%rbp\n\t"
			 "pop %%rbx\n\t"
			 "add $128, %%rsp"
			 : "+a"(result), "+D"(args)
			 :
			 : "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11", "memory", "cc");
	return (int)result;
}
#else
static int call_ia32(const struct call *call)
{
	(void)call;
	FAULT();
	return 0;
}
#endif

static int make(const struct call *call)
{
	const __u64 *a = call->args;

	if (call->way == IA32)
		return call_ia32(call);
	return (int)call6((int)call->number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

/* From the filter on nothing but the calls in question may be made. */
static void ask(struct sock_fprog *program, const struct call *calls, __u32 count, struct shared *shared)
{
	/* No core file of the fault at the end. */
	long error = CALL(prctl, PR_SET_DUMPABLE, 0, 0, 0);
	if (error == 0)
		error = CALL(seccomp, SECCOMP_SET_MODE_FILTER, 0, program, 0);
	if (error != 0) {
		shared->error = error < 0 ? (__s32)-error : EINVAL;
		CALL(exit_group, EXIT_WITHOUT_ANSWER, 0, 0, 0);
	}
	for (__u32 i = shared->done; i < count; i++) {
		int value = make(&calls[i]);
		shared->answers[i].outcome = ANSWERED;
		shared->answers[i].value = value;
		__atomic_store_n(&shared->done, i + 1, __ATOMIC_RELEASE);
	}
	for (;;)
		FAULT();
}

static long ask_all(struct sock_fprog *program, const struct call *calls, __u32 count, struct shared *shared)
{
	while (shared->done < count) {
		int status = 0;
		long pid = CALL(clone, SIGCHLD_NUMBER, 0, 0, 0);
		if (pid == 0)
			ask(program, calls, count, shared);
		if (pid < 0)
			return pid;
		long error;
		do
			error = CALL(wait4, pid, &status, __WALL, 0);
		while (error == -EINTR);
		if (error < 0)
			return error;
		if (shared->error)
			return -shared->error;
		__u32 next = __atomic_load_n(&shared->done, __ATOMIC_ACQUIRE);
		if (next < count) {
			shared->answers[next].outcome = DIED;
			shared->answers[next].value = status & 0x7f;
			shared->done = next + 1;
		}
	}
	return 0;
}

static long trial(void)
{
	struct header header;
	long error = read_all(&header, sizeof header);
	if (error < 0)
		return error;
	if (header.instructions > BPF_MAXINSNS || header.calls > 1U << 20)
		return -EINVAL;
	unsigned long program_bytes = header.instructions * sizeof(struct sock_filter);
	unsigned long call_bytes = header.calls * sizeof(struct call);
	unsigned long answer_bytes = header.calls * sizeof(struct answer);
	char *input = memory(program_bytes + call_bytes + 1);
	struct shared *shared = memory(sizeof *shared + answer_bytes);
	if (!input || !shared)
		return -ENOMEM;
	error = read_all(input, program_bytes + call_bytes);
	if (error < 0)
		return error;
	struct sock_fprog program = {.len = (unsigned short)header.instructions, .filter = AT(input)};
	error = ask_all(&program, AT(input + program_bytes), header.calls, shared);
	if (error < 0)
		return error;
	__s32 fine = 0;
	error = write_all(&fine, sizeof fine);
	return error < 0 ? error : write_all(shared->answers, answer_bytes);
}

HIDDEN __attribute__((used)) void try_calls(void)
{
	__s32 error = (__s32)-trial();
	if (error)
		write_all(&error, sizeof error);
	for (;;)
		CALL(exit_group, error ? EXIT_WITHOUT_ANSWER : 0, 0, 0, 0);
}

START_AT(try_calls);
