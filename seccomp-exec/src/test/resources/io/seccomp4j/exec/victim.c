/*
 * Makes one system call with the registers that its arguments say, and exits with 0 when the call
 * succeeded, with its errno (up to 199) when it failed. No C library: nothing else is called.
 * Usage: victim NUMBER [ARGUMENT...], all as unsigned hexadecimal numbers without 0x.
 */
#include <asm/unistd.h>

static long call(long nr, const unsigned long *a)
{
#if defined(__x86_64__)
	register unsigned long r10 __asm__("r10") = a[3];
	register unsigned long r8 __asm__("r8") = a[4];
	register unsigned long r9 __asm__("r9") = a[5];
	long result;
	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(nr), "D"(a[0]), "S"(a[1]), "d"(a[2]), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return result;
#else
	register long x8 __asm__("x8") = nr;
	register unsigned long x0 __asm__("x0") = a[0];
	register unsigned long x1 __asm__("x1") = a[1];
	register unsigned long x2 __asm__("x2") = a[2];
	register unsigned long x3 __asm__("x3") = a[3];
	register unsigned long x4 __asm__("x4") = a[4];
	register unsigned long x5 __asm__("x5") = a[5];
	__asm__ volatile("svc #0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
			 : "memory");
	return (long)x0;
#endif
}

static unsigned long hexadecimal(const char *text)
{
	unsigned long value = 0;
	for (; *text; text++)
		value = value * 16 + (unsigned long)(*text <= '9' ? *text - '0' : *text - 'a' + 10);
	return value;
}

__attribute__((used)) void victim(long *stack)
{
	char **argv = (char **)(stack + 1);
	unsigned long a[6] = {0};
	unsigned long code[6] = {0};

	for (long i = 2; i < *stack && i < 8; i++)
		a[i - 2] = hexadecimal(argv[i]);
	long result = call((long)hexadecimal(argv[1]), a);
	code[0] = result < 0 && result > -200 ? (unsigned long)-result : 0;
	for (;;)
		call(__NR_exit_group, code);
}

#if defined(__x86_64__)
__asm__(".globl _start\n_start:\n\txor %ebp, %ebp\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall victim\n");
#else
__asm__(".globl _start\n_start:\n\tmov x0, sp\n\tbl victim\n");
#endif
