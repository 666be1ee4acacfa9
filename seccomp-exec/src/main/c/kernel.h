/* System calls without a C library, for x86_64 and aarch64. */
#ifndef S4J_KERNEL_H
#define S4J_KERNEL_H

#include <asm/unistd.h>
#include <linux/types.h>

#define HIDDEN __attribute__((visibility("hidden")))
#define EXPORTED __attribute__((visibility("default")))

/* All six registers are set, so that a filter sees in the unused ones what the caller's simulation saw: zeros. */
#if defined(__x86_64__)

static inline long call6(long nr, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long result;
	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return result;
}

/*
 * A clone or clone3 whose child runs on its own stack: there it calls body(argument), which never returns. The two
 * are kept in registers because the child cannot read this frame.
 */
static inline long call_clone(long nr, long a, long b, long c, void (*body)(void *), void *argument)
{
	register long r10 __asm__("r10") = 0;
	register long r8 __asm__("r8") = 0;
	register void (*r12)(void *) __asm__("r12") = body;
	register void *r13 __asm__("r13") = argument;
	long result;
	__asm__ volatile("syscall\n\t"
			 "test %%rax, %%rax\n\t"
			 "jnz 1f\n\t"
			 "xor %%ebp, %%ebp\n\t"
			 "mov %%r13, %%rdi\n\t"
			 "call *%%r12\n\t"
			 "ud2\n"
			 "1:"
			 : "=a"(result)
			 : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r12), "r"(r13)
			 : "rcx", "r11", "memory");
	return result;
}

#define FAULT() __asm__ volatile("ud2")
#define PAUSE() __asm__ volatile("pause" ::: "memory")
#define START_AT(function)                                                                                             \
	__asm__(".text\n.globl _start\n.type _start, @function\n_start:\n\txor %ebp, %ebp\n\tand $-16, %rsp\n\tcall " \
		#function "\n\tud2\n")

#elif defined(__aarch64__)

static inline long call6(long nr, long a, long b, long c, long d, long e, long f)
{
	register long x8 __asm__("x8") = nr;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = e;
	register long x5 __asm__("x5") = f;
	__asm__ volatile("svc #0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
			 : "memory");
	return x0;
}

static inline long call_clone(long nr, long a, long b, long c, void (*body)(void *), void *argument)
{
	register long x8 __asm__("x8") = nr;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = 0;
	register long x4 __asm__("x4") = 0;
	register void (*x19)(void *) __asm__("x19") = body;
	register void *x20 __asm__("x20") = argument;
	__asm__ volatile("svc #0\n\t"
			 "cbnz x0, 1f\n\t"
			 "mov x29, xzr\n\t"
			 "mov x0, x20\n\t"
			 "blr x19\n\t"
			 "brk #1\n"
			 "1:"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x19), "r"(x20)
			 : "memory");
	return x0;
}

#define FAULT() __asm__ volatile("udf #0")
#define PAUSE() __asm__ volatile("yield" ::: "memory")
#define START_AT(function)                                                                                  \
	__asm__(".text\n.globl _start\n.type _start, %function\n_start:\n\tmov x29, xzr\n\tmov x30, xzr\n\tbl " \
		#function "\n\tudf #0\n")

#else
#error "only x86_64 and aarch64"
#endif

#define CALL(name, a, b, c, d)                                                                                        \
	call6(__NR_##name, (long)(a), (long)(b), (long)(c), (long)(d), 0, 0)
#define AT(address) ((void *)(unsigned long)(address))

/* What the kernel reads and writes in rt_sigaction; C libraries have their own idea of it. */
struct kernel_sigaction {
	void *handler;
	unsigned long flags;
	void *restorer;
	__u64 mask;
};

#define SIGNALS 64
#define SET_MASK 2 /* SIG_SETMASK */
#define SIGCHLD_NUMBER 17
#define DEFAULT_HANDLER ((void *)0)
#define IGNORE_HANDLER ((void *)1)

#endif
